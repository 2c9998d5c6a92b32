"""Renew the vendored vis-network from npm, or check the copy that is there.

    python scripts/vendor_vis_network.py --check
    python scripts/vendor_vis_network.py 10.1.5

Takes the stand-alone minified script and both licences out of the package, unchanged, and writes
their SHA-256 beside them in the format of `sha256sum`. Needs `npm` to renew, nothing to check.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src/follicle_graph/drawing/page/assets/vendor"
CHECKSUMS = "SHA256SUMS"
FILES = {
    "package/standalone/umd/vis-network.min.js": "vis-network.min.js",
    "package/LICENSE-MIT": "LICENSE-vis-network-MIT",
    "package/LICENSE-APACHE-2.0": "LICENSE-vis-network-Apache-2.0",
}


def problems(vendor: Path) -> list[str]:
    """What is wrong with the vendored files; empty when all is well."""
    found = []
    lines = (vendor / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    expected = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    for name in FILES.values():
        content = (vendor / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != expected.get(name):
            found.append(f"{name} is not the file that {CHECKSUMS} names; vendor it again")
        if b"</script" in content.lower() or b"<!--" in content:
            found.append(f"{name} cannot stand inside a <script> element")
    return found


def renew(version: str, vendor: Path) -> None:
    """Fetch one version with npm and put its files in place."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            ["npm", "pack", f"vis-network@{version}", "--pack-destination", scratch], check=True
        )
        package = Path(scratch) / f"vis-network-{version}.tgz"
        contents = {}
        with tarfile.open(package) as archive:
            for member, name in FILES.items():
                file = archive.extractfile(member)
                if file is None:
                    raise SystemExit(f"{package.name} holds no {member}; look where it moved")
                contents[name] = file.read()
    vendor.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (vendor / name).write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in contents.items()]
    (vendor / CHECKSUMS).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("version", nargs="?", help="version on npm to take")
    parser.add_argument("--check", action="store_true", help="only check what is there")
    arguments = parser.parse_args()
    if not arguments.check:
        if not arguments.version:
            parser.error("give a version, for example 10.1.5, or --check")
        renew(arguments.version, VENDOR)
    found = problems(VENDOR)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
