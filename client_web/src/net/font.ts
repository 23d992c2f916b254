import url from "dejavu-fonts-ttf/ttf/DejaVuSans.ttf?url";

/** Where the build has the letters of record.pdf: Latin, Cyrillic, Greek, Hebrew, Arabic, signs. */
export const FONT_URL = url;
