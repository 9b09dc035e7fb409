// Finds what a person would point at, by its kind and by what it says. It is sent into the page, so it may use nothing from
// outside of itself.

/** The first visible, enabled element of this kind whose name fits; nothing if there is none (yet). */
export function locate(kind, name) {
  const wanted = new RegExp(name);
  const everything = (root) => [...root.querySelectorAll('*')].flatMap((element) =>
    [element, ...(element.shadowRoot ? everything(element.shadowRoot) : [])]);
  const text = (element) => (element?.getAttribute('aria-label') || element?.textContent || '').trim();
  const isSeen = (element) => element.getClientRects().length > 0;
  const isUsable = (element) => !element.closest('fieldset:disabled') && !element.disabled && element.getAttribute('aria-disabled') !== 'true';
  const label = (input) => input.labels?.[0];
  const kinds = {
    button: (element) => element.matches('button, a[href]') && isUsable(element) && wanted.test(text(element)),
    choice: (element) => element.matches('label') && isUsable(element) && element.control?.type === 'radio'
      && wanted.test(element.control.getAttribute('aria-label') || text(element)),
    box: (element) => element.matches('[type=checkbox]') && isUsable(element) && wanted.test(text(label(element))),
    field: (element) => element.matches('input, textarea') && isUsable(element) && wanted.test(text(label(element) ?? element)),
    frame: (element) => element.matches('iframe') && wanted.test(element.src),
    text: (element) => element.children.length === 0 && wanted.test(element.textContent.trim()),
  };
  return everything(document).find((element) => kinds[kind](element) && isSeen(element)) ?? null;
}
