"""Text in, coded events and statements out, each with the span it came from.

from foreshock import Coder
Coder().code(text, date="2018-06-21")
"""

from .coder import Coder
from .codings import CodedEvent, CodedStatement, Coding, Located

__all__ = ["CodedEvent", "CodedStatement", "Coder", "Coding", "Located"]
