/** What to do when a part of the application is gone because a newer one was installed meanwhile. */

const KEY = "milpa.renewed";
const PAUSE = 60_000;

/** Load the page anew, once a minute at most: a part that is missing in the new build, too, is an error. */
export function renewWhenOutdated(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < PAUSE) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    window.location.reload();
  });
}
