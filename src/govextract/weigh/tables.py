"""The trained tables of the package."""

from __future__ import annotations

from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray


def table(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of one of the package's files, by name."""
    file = resources.files("govextract") / "data" / name
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
        return dict(arrays)
