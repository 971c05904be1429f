"""The desktop file: how menus show the program and which sounds it opens."""

from __future__ import annotations

MIME_TYPES = (
    "audio/x-wav;audio/wav;audio/flac;audio/x-flac;audio/mpeg;audio/ogg;audio/x-vorbis+ogg;"
    "audio/opus;audio/mp4;audio/x-m4a;audio/aac;audio/aiff;audio/x-aiff;audio/x-ms-wma;audio/webm;"
)


def desktop_entry(program: str, icon: str = "ser-desktop") -> str:
    """Write the desktop file.

    Args:
        program: the command that starts the window.
        icon: name of the icon in the theme.

    Returns:
        Text of the file.
    """
    return f"""[Desktop Entry]
Type=Application
Name=SER Desktop
Comment=Hears emotion in speech, on your own computer
Exec={program} %F
Icon={icon}
Terminal=false
Categories=AudioVideo;Audio;
MimeType={MIME_TYPES}
StartupWMClass=ser-desktop
"""
