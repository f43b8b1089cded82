import { XML_HEAD } from "./xml.ts";

/** What PowerPoint wants around slides before it opens them: a theme, a master and one layout (ECMA-376 part 1, 19.3 and 20.1.6). */
export const NAMESPACES =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';

/** The empty group that every tree of shapes begins with. */
export const TREE_HEAD =
  '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>';

const COLOURS = [
  ["dk1", "000000"],
  ["lt1", "FFFFFF"],
  ["dk2", "1F2937"],
  ["lt2", "F3F4F6"],
  ["accent1", "2563EB"],
  ["accent2", "16A34A"],
  ["accent3", "D97706"],
  ["accent4", "DC2626"],
  ["accent5", "7C3AED"],
  ["accent6", "0891B2"],
  ["hlink", "2563EB"],
  ["folHlink", "7C3AED"],
] as const;

const SOLID = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
const FONT = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>';

export const THEME = `${XML_HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Demo"><a:themeElements><a:clrScheme name="Demo">${COLOURS.map(
  ([name, value]) => `<a:${name}><a:srgbClr val="${value}"/></a:${name}>`,
).join(
  "",
)}</a:clrScheme><a:fontScheme name="Demo"><a:majorFont>${FONT}</a:majorFont><a:minorFont>${FONT}</a:minorFont></a:fontScheme><a:fmtScheme name="Demo"><a:fillStyleLst>${SOLID.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${`<a:ln w="6350">${SOLID}</a:ln>`.repeat(3)}</a:lnStyleLst><a:effectStyleLst>${"<a:effectStyle><a:effectLst/></a:effectStyle>".repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${SOLID.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`;

const COLOUR_MAP =
  '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>';

export const MASTER = `${XML_HEAD}<p:sldMaster ${NAMESPACES}><p:cSld><p:spTree>${TREE_HEAD}</p:spTree></p:cSld>${COLOUR_MAP}<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>`;

export const LAYOUT = `${XML_HEAD}<p:sldLayout ${NAMESPACES} type="blank"><p:cSld name="Blank"><p:spTree>${TREE_HEAD}</p:spTree></p:cSld></p:sldLayout>`;

export const NOTES_MASTER = `${XML_HEAD}<p:notesMaster ${NAMESPACES}><p:cSld><p:spTree>${TREE_HEAD}</p:spTree></p:cSld>${COLOUR_MAP}</p:notesMaster>`;
