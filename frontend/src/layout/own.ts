/** What the frame needs for those who are signed in, loaded at once: it must be there when the server is not. */
export { Bell } from "../notices/Bell";
export { SessionEnded } from "../session/SessionEnded";
