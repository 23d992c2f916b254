"""The day on which the stage plays: no weekday, month or hour is longer, and what fits on it fits tomorrow as well."""

from datetime import UTC, datetime
from typing import Final

LONG_DAY: Final = datetime(2026, 9, 30, 20, 48, tzinfo=UTC)
"""A Wednesday in September, late."""

PLAY_ON_IT: Final = f"""{{
  const ahead = {int(LONG_DAY.timestamp() * 1000)} - Date.now();
  globalThis.Date = class extends Date {{
    constructor(...said) {{
      if (said.length === 0) super(Date.now());
      else super(...said);
    }}
    static now() {{
      return super.now() + ahead;
    }}
  }};
}}"""
"""To be run before a page is: its clock is ahead of the real one, or behind, and goes as that goes."""
