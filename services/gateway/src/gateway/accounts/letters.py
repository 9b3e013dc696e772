"""What people are written about their accounts, in their language."""

from typing import Final

_LETTERS: Final = {
    "invitation": {
        "es": (
            "Su cuenta en Milpa",
            "Hola, {name}:\n\nSe le abrió una cuenta en Milpa. Elija su contraseña en los próximos siete días:\n\n"
            "{link}\n\nSi no esperaba este mensaje, puede ignorarlo.\n",
        ),
        "en": (
            "Your Milpa account",
            "Hello {name},\n\nAn account was opened for you in Milpa. Choose your password within seven days:\n\n"
            "{link}\n\nIf you did not expect this message, you can ignore it.\n",
        ),
        "de": (
            "Ihr Milpa-Konto",
            "Guten Tag, {name},\n\nfür Sie wurde ein Konto in Milpa eröffnet. Wählen Sie innerhalb von sieben Tagen "
            "Ihr Passwort:\n\n{link}\n\nWenn Sie diese Nachricht nicht erwartet haben, können Sie sie ignorieren.\n",
        ),
    },
    "reset": {
        "es": (
            "Elija una contraseña nueva",
            "Hola, {name}:\n\nAlguien pidió una contraseña nueva para su cuenta en Milpa. El enlace vale una hora:\n\n"
            "{link}\n\nSi no fue usted, no haga nada: su contraseña sigue igual.\n",
        ),
        "en": (
            "Choose a new password",
            "Hello {name},\n\nSomeone asked for a new password for your Milpa account. The link works for an hour:\n\n"
            "{link}\n\nIf it was not you, do nothing: your password stays as it is.\n",
        ),
        "de": (
            "Wählen Sie ein neues Passwort",
            "Guten Tag, {name},\n\njemand hat ein neues Passwort für Ihr Milpa-Konto angefordert. Der Link gilt eine "
            "Stunde:\n\n{link}\n\nWaren Sie es nicht, tun Sie nichts: Ihr Passwort bleibt.\n",
        ),
    },
    "changed": {
        "es": (
            "Su contraseña cambió",
            "Hola, {name}:\n\nLa contraseña de su cuenta en Milpa acaba de cambiar y se cerraron sus demás sesiones. "
            "Si no fue usted, pida otra de inmediato y avise a la administración:\n\n{link}\n",
        ),
        "en": (
            "Your password was changed",
            "Hello {name},\n\nThe password of your Milpa account has just been changed and your other sessions were "
            "ended. If it was not you, ask for a new one at once and tell your administrator:\n\n{link}\n",
        ),
        "de": (
            "Ihr Passwort wurde geändert",
            "Guten Tag, {name},\n\ndas Passwort Ihres Milpa-Kontos wurde soeben geändert, Ihre anderen Sitzungen "
            "wurden beendet. Waren Sie es nicht, fordern Sie sofort ein neues an und melden Sie es der "
            "Administration:\n\n{link}\n",
        ),
    },
}


def letter(kind: str, language: str, name: str, link: str) -> tuple[str, str]:
    """Return the subject and text of a letter; ``kind`` is invitation, reset or changed."""
    subject, body = _LETTERS[kind].get(language, _LETTERS[kind]["es"])
    return subject, body.replace("{link}", link).replace("{name}", name)
