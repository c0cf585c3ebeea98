"""The pdfium functions that the reader calls once per glyph or per drawn object, bound for speed.

pypdfium2's own bindings build a pointer object per call; these take plain addresses, so that a page of a thousand glyphs
costs about a millisecond. Handles are integers (addresses), out-parameters are addresses inside a ctypes buffer.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import pypdfium2.raw as raw

_ADDRESS = ctypes.c_void_p
_INT = ctypes.c_int


def _bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    bound: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(address)
    return bound


load_page = _bind("FPDF_LoadPage", _ADDRESS, _ADDRESS, _INT)
close_page = _bind("FPDF_ClosePage", None, _ADDRESS)
page_bounding_box = _bind("FPDF_GetPageBoundingBox", _INT, _ADDRESS, _ADDRESS)
page_rotation = _bind("FPDFPage_GetRotation", _INT, _ADDRESS)
page_flatten = _bind("FPDFPage_Flatten", _INT, _ADDRESS, _INT)
annotation_count = _bind("FPDFPage_GetAnnotCount", _INT, _ADDRESS)
get_annotation = _bind("FPDFPage_GetAnnot", _ADDRESS, _ADDRESS, _INT)
annotation_subtype = _bind("FPDFAnnot_GetSubtype", _INT, _ADDRESS)
close_annotation = _bind("FPDFPage_CloseAnnot", None, _ADDRESS)
annotation_appearance = _bind("FPDFAnnot_GetAP", ctypes.c_ulong, _ADDRESS, _INT, _ADDRESS, ctypes.c_ulong)
annotation_string = _bind("FPDFAnnot_GetStringValue", ctypes.c_ulong, _ADDRESS, ctypes.c_char_p, _ADDRESS, ctypes.c_ulong)
annotation_flags = _bind("FPDFAnnot_GetFlags", _INT, _ADDRESS)
annotation_rectangle = _bind("FPDFAnnot_GetRect", _INT, _ADDRESS, _ADDRESS)

load_text_page = _bind("FPDFText_LoadPage", _ADDRESS, _ADDRESS)
close_text_page = _bind("FPDFText_ClosePage", None, _ADDRESS)
count_characters = _bind("FPDFText_CountChars", _INT, _ADDRESS)
get_text = _bind("FPDFText_GetText", _INT, _ADDRESS, _INT, _INT, _ADDRESS)
get_unicode = _bind("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
is_generated = _bind("FPDFText_IsGenerated", _INT, _ADDRESS, _INT)
character_box = _bind("FPDFText_GetCharBox", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
loose_character_box = _bind("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
character_origin = _bind("FPDFText_GetCharOrigin", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
text_object_of = _bind("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)

count_page_objects = _bind("FPDFPage_CountObjects", _INT, _ADDRESS)
page_object = _bind("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
count_form_objects = _bind("FPDFFormObj_CountObjects", _INT, _ADDRESS)
form_object = _bind("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
object_type = _bind("FPDFPageObj_GetType", _INT, _ADDRESS)
object_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
object_bounds = _bind("FPDFPageObj_GetBounds", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
fill_colour = _bind("FPDFPageObj_GetFillColor", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
stroke_colour = _bind("FPDFPageObj_GetStrokeColor", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
stroke_width = _bind("FPDFPageObj_GetStrokeWidth", _INT, _ADDRESS, _ADDRESS)
text_render_mode = _bind("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)
text_font_size = _bind("FPDFTextObj_GetFontSize", _INT, _ADDRESS, _ADDRESS)
set_active = _bind("FPDFPageObj_SetIsActive", _INT, _ADDRESS, _INT)
transform_object = _bind("FPDFPageObj_Transform", None, _ADDRESS, *[ctypes.c_double] * 6)
count_marks = _bind("FPDFPageObj_CountMarks", _INT, _ADDRESS)
mark_of = _bind("FPDFPageObj_GetMark", _ADDRESS, _ADDRESS, ctypes.c_ulong)
mark_name = _bind("FPDFPageObjMark_GetName", _INT, _ADDRESS, _ADDRESS, ctypes.c_ulong, _ADDRESS)
mark_string = _bind("FPDFPageObjMark_GetParamStringValue", _INT, _ADDRESS, ctypes.c_char_p, _ADDRESS, ctypes.c_ulong, _ADDRESS)
remove_mark = _bind("FPDFPageObj_RemoveMark", _INT, _ADDRESS, _ADDRESS)
clip_path = _bind("FPDFPageObj_GetClipPath", _ADDRESS, _ADDRESS)
count_clips = _bind("FPDFClipPath_CountPaths", _INT, _ADDRESS)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)
text_font = _bind("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
glyph_path = _bind("FPDFFont_GetGlyphPath", _ADDRESS, _ADDRESS, ctypes.c_uint32, ctypes.c_float)
count_glyph_segments = _bind("FPDFGlyphPath_CountGlyphSegments", _INT, _ADDRESS)
glyph_segment = _bind("FPDFGlyphPath_GetGlyphPathSegment", _ADDRESS, _ADDRESS, _INT)
create_bitmap = _bind("FPDFBitmap_CreateEx", _ADDRESS, _INT, _INT, _INT, _ADDRESS, _INT)
destroy_bitmap = _bind("FPDFBitmap_Destroy", None, _ADDRESS)
render_page = _bind("FPDF_RenderPageBitmap", None, _ADDRESS, _ADDRESS, _INT, _INT, _INT, _INT, _INT, _INT)
path_draw_mode = _bind("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
count_path_segments = _bind("FPDFPath_CountSegments", _INT, _ADDRESS)
path_segment = _bind("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
segment_type = _bind("FPDFPathSegment_GetType", _INT, _ADDRESS)
segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
segment_closes = _bind("FPDFPathSegment_GetClose", _INT, _ADDRESS)

GREY_BITMAP = raw.FPDFBitmap_Gray
TEXT_OBJECT, PATH_OBJECT, IMAGE_OBJECT, FORM_OBJECT = (
    raw.FPDF_PAGEOBJ_TEXT,
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_FORM,
)
SEGMENT_LINE, SEGMENT_CURVE, SEGMENT_MOVE = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_BEZIERTO, raw.FPDF_SEGMENT_MOVETO


def call_all(function: Callable[..., Any], *arguments: Iterable[int]) -> None:
    """Calls a bound function once per set of arguments, for what it writes into the addresses among them."""
    deque(map(function, *arguments), maxlen=0)
