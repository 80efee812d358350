"""Takes the pictures of mails in docs/images/mails: `python -m tools.mail_pictures`.  Needs Chromium.

Each picture shows one mail three times: in the light, in the dark, and on a narrow phone.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from pathlib import Path

from config.schema import AlertSettings
from pipelines.model.alert import Alert, Change
from pipelines.model.kinds import AlertReason
from pipelines.notify.message import notice
from pipelines.notify.templates import Shape, Templates
from pipelines.notify.wording import Frame, frame_from
from tests.unit import alert_gallery as gallery

FOLDER = Path(__file__).parent.parent / "docs" / "images" / "mails"
WIDTH, PHONE, GAP = 600, 320, 16
_DARK = "@media (prefers-color-scheme: dark)"
_SIZE = re.compile(r"<title>(\d+)</title>")
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>0</title><style>
body {{ margin: 0; padding: {gap}px; display: flex; gap: {gap}px; align-items: flex-start; background: #b9c0ca; width: {all}px; box-sizing: border-box }}
iframe {{ border: 0; display: block }}
</style></head><body>{frames}<script>
onload = () => {{
  for (const frame of document.querySelectorAll("iframe"))
    frame.style.height = frame.contentDocument.documentElement.getBoundingClientRect().height + "px";
  document.title = Math.ceil(document.body.getBoundingClientRect().height);
}};
</script></body></html>"""


def frame(language: str, zone: str = "UTC") -> Frame:
    return frame_from(AlertSettings(language=language, timezone=zone))


def digest() -> Alert:
    """Ten alerts, two of which were held back."""
    told = [gallery.ARABIC_BID, gallery.LAWSUIT, gallery.MODEL, gallery.FUNDING, gallery.UPDATE]
    told += [gallery.RUMOUR, gallery.DENIAL, gallery.RULING, gallery.MANY, gallery.LONG]
    members = [replace(one, held="quiet hours 22:00-07:00" if n in {2, 5} else "") for n, one in enumerate(told)]
    return replace(members[0], alert_id="digest", reason=AlertReason.DIGEST, members=tuple(members), change="")


def update() -> Alert:
    changes = (
        Change(what="stage", before="offered", after="rejected"),
        Change(what="amount", before="97400000000 USD", after="97400000000 USD"),
    )
    return replace(gallery.UPDATE, changes=changes)


MAILS: Mapping[str, tuple[Alert, Frame]] = {
    "bid": (gallery.ARABIC_BID, frame("en")),
    "rumour": (gallery.RUMOUR, frame("en")),
    "denial": (gallery.DENIED, frame("en")),
    "ruling": (gallery.RULING, frame("de", "Europe/Berlin")),
    "vietnamese": (gallery.DENIAL, frame("vi", "Asia/Ho_Chi_Minh")),
    "arabic": (gallery.ARABIC_BID, frame("ar", "Asia/Riyadh")),
    "chinese": (gallery.MODEL, frame("zh", "Asia/Shanghai")),
    "long-names": (gallery.LONG, frame("en")),
    "digest": (digest(), frame("en")),
    "update": (update(), frame("en")),
}


def main(argv: list[str] | None = None) -> int:
    args = argparse.ArgumentParser(prog="python -m tools.mail_pictures", description=__doc__)
    args.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MAILS)}; all, where none is given")
    chosen = args.parse_args(argv).names or list(MAILS)
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.stderr.write("no Chromium here: install the package chromium\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        _picture(browser, name)
        sys.stdout.write(f"wrote docs/images/mails/{name}.png\n")
    return 0


def _picture(browser: str, name: str) -> None:
    alert, words = MAILS[name]
    light = Templates().render(Shape.HTML, notice(alert, words))
    dark = light.replace(_DARK, "@media all").replace("color-scheme: light dark", "color-scheme: dark")
    light = light.replace(_DARK, "@media not all")
    width = 2 * WIDTH + PHONE + 4 * GAP
    frames = "".join(
        f'<iframe style="width:{size}px" srcdoc="{escape(page)}"></iframe>'
        for size, page in ((WIDTH, light), (WIDTH, dark), (PHONE, light))
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_PAGE.format(gap=GAP, all=width, frames=frames), "utf-8")
        found = _SIZE.search(
            _browse(browser, folder, f"{width},2000", page, "--dump-dom", "--virtual-time-budget=2000")
        )
        height = found[1] if found else "2000"
        _browse(browser, folder, f"{width},{height}", page, f"--screenshot={FOLDER / name}.png")


def _browse(browser: str, profile: str, size: str, page: Path, *what: str) -> str:
    given = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}/profile"]
    run = [browser, *given, f"--window-size={size}", *what, page.as_uri()]
    return subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout


if __name__ == "__main__":
    sys.exit(main())
