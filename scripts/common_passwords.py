"""Make wema_tui/data/common_passwords.txt: the words that guessing begins with.

    pip download --no-deps zxcvbn==4.5.0
    python -m scripts.common_passwords zxcvbn-4.5.0-py2.py3-none-any.whl

The lists are those of zxcvbn (MIT); its licence is written beside them. What is
common here and not there stands below.
"""

import sys
import zipfile
from pathlib import Path

DATA = Path(__file__).parents[1] / "wema_tui/data"
LISTS = ("passwords", "english_wikipedia", "female_names", "male_names")
FROM_EACH = 10_000
SHORTEST = 4  # what is shorter is found as a run, a repetition, or not at all

HERE = """
    afya asante baba babayangu bwana chakula daktari daressalaam dawa dodoma duka
    familia furaha habari habariyako habarizako hakuna hakunamatata hospitali
    jambo kampala karibu karibusana kenya kigali kilimanjaro kiswahili mama
    mamayangu mapenzi mungu mungunimwema mungunipendo mwalimu mwanza nairobi
    nakupenda nyumbani pendo pesa rafiki rwanda salama shule siri siriyangu
    tanzania uganda upendo wagonjwa yesu yesunibwana zahanati zanzibar
    administrator changeme clinic dispensary dispenser doctor hospital letmein
    medicine nurse pharmacist pharmacy reception receptionist stethoscope
"""


def main(wheel: str) -> None:
    """Write the list and its licence from the wheel of zxcvbn."""
    sys.path.insert(0, wheel)
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words = set(HERE.split())
    for name in LISTS:
        words |= set(FREQUENCY_LISTS[name][:FROM_EACH])
    kept = sorted(word for word in words if len(word) >= SHORTEST)
    (DATA / "common_passwords.txt").write_text("\n".join(kept) + "\n")
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if "LICENSE" in name)
        licence = archive.read(path).decode()
    source = f"common_passwords.txt was made from the lists of {Path(wheel).name}.\n\n"
    (DATA / "common_passwords.LICENSE").write_text(source + licence)


if __name__ == "__main__":
    main(*sys.argv[1:])
