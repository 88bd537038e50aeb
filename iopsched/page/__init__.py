"""One week as one HTML file: no network, no other file, nothing of anybody whom the view does not show.

`source` holds what is shown, the modules beside it turn it into plain values, `html` puts these into the templates.
"""

from iopsched.page.html import render
from iopsched.page.source import Source
from iopsched.page.view import View, parse_view

__all__ = ["Source", "View", "parse_view", "render"]
