"""Sentences of the window on microphone and loudspeaker."""

from __future__ import annotations

from ser_desktop.texts.forms import Plural, Text

TEXTS: dict[str, Text] = {
    # Microphone and loudspeaker
    "live.recording": "Recording",
    "live.recording_hint": "Speak now. Press Stop to end and analyse the take.",
    "live.paused": "Paused",
    "live.paused_hint": "Press P to continue.",
    "live.monitoring": "Listening",
    "live.monitoring_hint": "Monitoring only. Press Record to keep a take, Esc to stop.",
    "live.stopped": "Stopped",
    "live.failed": "Live results stopped ({detail}). The take continues.",
    "share.started": (
        "Live results are shared on this computer, by OSC at port {osc_port} and by WebSocket at "
        "port {port}. Click Sharing in the status bar for the address."
    ),
    "share.started_waiting": (
        "Sharing is on, by OSC at port {osc_port} and by WebSocket at port {port}, on this "
        "computer. Results are sent once you record or monitor. Click Sharing in the status bar "
        "for the addresses."
    ),
    "share.stays_on": "Nothing is sent any more, but sharing stays on for the next recording. Stop "
    "sharing in the status bar ends it.",
    "share.stopped": "Sharing is off: other programs get no results any more.",
    "share.copy_with_token": "Copy address &with token, for OBS and browsers",
    "share.copy_web_socket": "Copy &WebSocket address with token, for your own program",
    "share.copy_without_token": "Copy address with&out token, to show or write down",
    "share.copied_with_token": "Copied with its token: {page}. Whoever has the whole address reads "
    "the live results on this computer.",
    "share.copied_without_token": "Copied without the token: {page}. The page refuses to open "
    "until the token is added.",
    "share.no_model": "Live results cannot be shared while no model is loaded.",
    "share.indicator": "● Sharing",
    "share.indicator_spoken": "Live results are shared; copy the address",
    "share.indicator_tip": "Live results go to other programs on this computer. Click to copy the "
    "address of the page.",
    "share.indicator_waiting": "○ Sharing is on",
    "share.indicator_waiting_spoken": "Sharing is on, nothing is sent; copy the address",
    "share.indicator_waiting_tip": "Nothing is heard, so nothing is sent. The next recording goes "
    "to other programs on this computer. Click to copy the address of the page.",
    "device.no_microphone": "No microphone found.",
    "device.no_loudspeaker": "No loudspeaker found.",
    "microphone.silent": "No signal from {device}, not even noise. Check that it is not muted and "
    "that the system lets this program use it.",
    "microphone.lost": "The microphone {device} stopped responding. Connect it again and choose "
    "Record > Rescan devices.",
    "microphone.lost_during_take": "The microphone {device} stopped responding. The take so far "
    "is saved. Connect the microphone again and choose Record > Rescan devices.",
    "take.samples_lost": "The computer was too busy: {seconds:.2f} s of the take are missing.",
    "take.overflows": Plural(
        "n",
        one="The sound system lost samples once during this take.",
        other="The sound system lost samples {n} times during this take.",
    ),
    "take.empty": "Nothing was recorded.",
}
