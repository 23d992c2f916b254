/** What is seen of the page, as `visualViewport` tells it. */
export interface Seen {
  readonly height: number;
  readonly scale: number;
}

/** What covers less is no keyboard, but a bar of the browser's own. */
const LEAST_PX = 120;

/** How high what is left of the page is above a keyboard that lies over it; null where none does. Whoever zooms in sees less, too. */
export function leftByKeyboard(page: number, { height, scale }: Seen): number | null {
  const covered = page - height * scale;
  return scale < 1.05 && covered > LEAST_PX ? Math.round(height) : null;
}

/**
 * Most browsers make the page smaller when the keyboard comes (index.html asks them to). Those of iPhones lay it over the page, and push
 * the page up behind the screen's edge: there the shell is made as high as what is left, and nothing is pushed.
 */
export function makeRoomForKeyboard(view: VisualViewport | null): void {
  if (view === null) return;
  const root = document.documentElement;
  const look = (): void => {
    const left = leftByKeyboard(root.clientHeight, view);
    root.toggleAttribute("data-keyboard", left !== null);
    if (left === null) root.style.removeProperty("--seen");
    else root.style.setProperty("--seen", `${left}px`);
    if (left !== null && view.offsetTop > 0) scrollTo(0, 0);
  };
  view.addEventListener("resize", look);
  view.addEventListener("scroll", look);
}
