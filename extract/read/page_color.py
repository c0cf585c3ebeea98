"""Colours of a web page (颜色): whether a text can be told from what it stands on."""

from __future__ import annotations

import re

Color = tuple[int, int, int, float]
"""Red, green, blue from 0 to 255, and opacity from 0 to 1."""

WHITE: Color = (255, 255, 255, 1.0)
BLACK: Color = (0, 0, 0, 1.0)
LEAST_DIFFERENCE = 24
"""Below this sum over red, green and blue nobody reads the text: #f8f8f8 on white differs by 21."""

_NAMES = {
    "black": "000000", "white": "ffffff", "red": "ff0000", "green": "008000", "blue": "0000ff", "yellow": "ffff00",
    "gray": "808080", "grey": "808080", "silver": "c0c0c0", "maroon": "800000", "purple": "800080", "fuchsia": "ff00ff",
    "magenta": "ff00ff", "lime": "00ff00", "olive": "808000", "navy": "000080", "teal": "008080", "aqua": "00ffff",
    "cyan": "00ffff", "orange": "ffa500", "snow": "fffafa", "ivory": "fffff0", "azure": "f0ffff", "ghostwhite": "f8f8ff",
    "floralwhite": "fffaf0", "whitesmoke": "f5f5f5", "mintcream": "f5fffa", "aliceblue": "f0f8ff", "lavender": "e6e6fa",
    "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "gainsboro": "dcdcdc", "darkgray": "a9a9a9", "darkgrey": "a9a9a9",
    "dimgray": "696969", "pink": "ffc0cb", "lightyellow": "ffffe0", "beige": "f5f5dc", "seashell": "fff5ee",
    "honeydew": "f0fff0", "linen": "faf0e6", "cornsilk": "fff8dc", "darkred": "8b0000", "darkblue": "00008b",
    "darkgreen": "006400", "lightblue": "add8e6", "skyblue": "87ceeb", "gold": "ffd700", "windowtext": "000000",
    "window": "ffffff", "canvas": "ffffff", "canvastext": "000000",
}  # fmt: skip


def read_color(text: str) -> Color | None:
    """The colour that a value states (#fff, #ffffff80, rgb(…), hsl(…), white, transparent); None for what is not known here."""
    value = text.strip().lower()
    if value == "transparent":
        return (0, 0, 0, 0.0)
    value = "#" + _NAMES[value] if value in _NAMES else value
    digits = value[1:]
    if value.startswith("#") and re.fullmatch(r"[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8}", digits):
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits)
        red, green, blue = (int(digits[start : start + 2], 16) for start in (0, 2, 4))
        return red, green, blue, int(digits[6:8] or "ff", 16) / 255
    found = re.fullmatch(r"(rgb|hsl)a?\(([^()]*)\)", value)
    if found is None:
        return None
    parts = re.findall(r"[-+]?[0-9]*\.?[0-9]+%?", found[2])
    if len(parts) not in (3, 4):
        return None
    opacity = _share(parts[3], 1.0) if len(parts) == 4 else 1.0
    if found[1] == "hsl":
        return (*_from_hue(_share(parts[0], 1.0), _share(parts[1], 100.0), _share(parts[2], 100.0)), opacity)
    red, green, blue = (min(255, max(0, round(_share(part, 1.0) * (255 if part.endswith("%") else 1)))) for part in parts[:3])
    return red, green, blue, opacity


def _share(text: str, whole: float) -> float:
    """A number, or a percentage as a part of 1, divided by ``whole`` where it is no percentage."""
    return float(text[:-1]) / 100 if text.endswith("%") else float(text) / whole


def _from_hue(hue: float, saturation: float, lightness: float) -> tuple[int, int, int]:
    reach = saturation * min(lightness, 1 - lightness)
    shares = [(step + hue / 30) % 12 for step in (0, 8, 4)]
    red, green, blue = (round(255 * (lightness - reach * max(-1, min(k - 3, 9 - k, 1)))) for k in shares)
    return red, green, blue


def over(above: Color, below: Color) -> Color:
    """What is seen of a colour that lies on another."""
    red, green, blue = (round(one * above[3] + two * (1 - above[3])) for one, two in zip(above[:3], below[:3], strict=True))
    return red, green, blue, 1.0


def is_lost_on(color: Color, background: Color) -> bool:
    """True where a text of this colour cannot be told from its background."""
    seen = over(color, background)
    return sum(abs(one - two) for one, two in zip(seen[:3], background[:3], strict=True)) < LEAST_DIFFERENCE
