/*
 * Couvert's loader: puts the booking widget on a restaurant's page. No cookie, no global but `window.couvert`.
 *
 * Inline, where the tag stands, or in an element of the page:
 *   <script src="https://HOST/embed.js" data-restaurant="SLUG" async></script>
 *   <script src="https://HOST/embed.js" data-restaurant="SLUG" data-target="#booking" async></script>
 * As a dialog that elements of the page open; a link among them still works where JavaScript does not. A button of
 * our own floats in the corner unless data-hide-button is there:
 *   <script src="https://HOST/embed.js" data-restaurant="SLUG" data-open-selectors="#book, .reserve" async></script>
 * As an element, any number of times; what stands inside shows until the widget does:
 *   <couvert-widget restaurant="SLUG" lang="de"><a href="https://HOST/r/SLUG">Tisch reservieren</a></couvert-widget>
 * From script: couvert.open({ restaurant: "SLUG" }) and couvert.close().
 * With data-mode="gift-cards" (mode: "gift-cards" from script), or as <couvert-gift-cards restaurant="SLUG">, guests buy
 * gift cards in all these places: see static/pages/gift-cards.js.
 *
 * Options, as data-NAME on the script or NAME on the element: restaurant, lang (a language's tag), theme (auto, light, dark),
 * attendees, day (yyyy-mm-dd), experience, area. Events: see widget/src/host.rs; this file adds `couvert:closed`.
 *
 * The build replaces WIDGET_JS, WIDGET_WASM and TEXTS by the names of the files of this version, and LANGUAGES by those that
 * we speak.
 */
(() => {
  const OPTIONS = /** @type {const} */ (["restaurant", "lang", "theme", "attendees", "day", "experience", "area", "change"]);
  const doc = document;
  // A tag with type=module has no currentScript; then it is the first that nobody has spoken for.
  const script = /** @type {HTMLScriptElement} */ (
    doc.currentScript ||
    [...doc.scripts].find((tag) => /\/embed\.js(\?|$)/.test(tag.src) && !tag.hasAttribute("data-couvert"))
  );
  if (!script) return;
  script.setAttribute("data-couvert", "");
  const origin = new URL(script.src).origin;
  /** @type {TagOptions} */
  const given = { .../** @type {{}} */ (script.dataset) };

  const GIFTS = "gift-cards";
  /** The first of the tag's, the page's and the browser's languages that we speak.
   * @param {string} [lang] */
  const language = (lang) =>
    [lang, doc.documentElement.lang, ...navigator.languages]
      .map((tag) => (tag || "-").slice(0, 2).toLowerCase())
      .find((code) => LANGUAGES.includes(code));

  // The defaults are those of widget/src/style/base.css.
  const DARK =
    "--p:var(--couvert-dark-paper,#1c1916);--i:var(--couvert-dark-ink,#f1eae0);--a:var(--couvert-dark-accent,#e3b3a4);--o:var(--couvert-dark-on-accent,#241815)";
  const COLOURS = `:host{direction:ltr;unicode-bidi:isolate;--p:var(--couvert-paper,#fffdfa);--i:var(--couvert-ink,#29241f);--a:var(--couvert-accent,#6b2230);--o:var(--couvert-on-accent,#fffdfa)}
    :host([theme=dark]){${DARK}}
    @media(prefers-color-scheme:dark){:host([theme=auto]){${DARK}}}
    button{all:initial;cursor:pointer;font:16px/1 var(--couvert-font,system-ui,sans-serif)}
    button:focus-visible{outline:2px solid var(--a);outline-offset:2px}`;
  const DIALOG = `dialog{all:initial;position:fixed;inset:0;width:min(1020px,100%);height:100%;max-height:100%;margin:auto;overflow:auto;overscroll-behavior:contain;background:var(--p);color:var(--i)}
    dialog:not([open]){display:none}
    dialog::backdrop{background:rgb(20 16 12/.55)}
    couvert-widget,couvert-gift-cards{--couvert-card-line:transparent}
    button{position:sticky;top:8px;float:right;z-index:1;width:44px;height:44px;margin:8px 8px -52px;border-radius:50%;background:var(--p);color:var(--i);font-size:26px;text-align:center}
    @media(min-width:1021px){dialog{height:fit-content;max-height:calc(100% - 48px);border-radius:14px}}`;
  const BUTTON = `button{position:fixed;right:20px;bottom:calc(20px + env(safe-area-inset-bottom));z-index:2147483000;min-height:52px;padding:0 24px;border-radius:26px;background:var(--a);color:var(--o);box-shadow:0 6px 24px rgb(0 0 0/.22)}`;

  // The first tag defines everything; the others only say where.
  const shared = /** @type {ReturnType<typeof define>} */ (customElements.get("couvert-widget") || define(origin)).couvert;
  shared.place(given, script);

  /** @param {string} origin Where this file comes from. */
  function define(origin) {
    /** @type {Promise<Glue> | undefined} */
    let loading;
    // Both files at once. After a failure the next who asks tries again.
    const load = () =>
      (loading ||= Promise.all([import(`${origin}/${WIDGET_JS}`), fetch(`${origin}/${WIDGET_WASM}`)])
        .then(([glue, wasm]) => glue.default({ module_or_path: wasm }).then(() => glue))
        .catch((error) => {
          loading = undefined;
          throw error;
        }));
    /** @type {() => Promise<typeof import("./pages/gift-cards.js")>} */
    const loadGifts = () => import(`${origin}/gift-cards.js`);
    /** @type {Record<string, Promise<Texts> | undefined>} */
    const files = {};
    const wordsOf = (lang = "en") =>
      (files[lang] ||= fetch(`${origin}/${TEXTS}${lang}.json`)
        .then((answer) => answer.json())
        .catch((error) => {
          files[lang] = undefined;
          throw error;
        }));
    /** @param {string} [lang] */
    const textsOf = async (lang) => (await wordsOf(lang)).booking;
    /** @param {TagOptions} options */
    const snapshotOf = ({ restaurant, change }) =>
      fetch(`${origin}/v1/${change ? "bookings" : "restaurants"}/${encodeURIComponent(/** @type {string} */ (change || restaurant))}/snapshot`, {
        signal: AbortSignal.timeout(30000),
      });
    const near = new IntersectionObserver(
      (entries) => entries.forEach((entry) => entry.isIntersecting && /** @type {Widget} */ (entry.target).start()),
      { rootMargin: "400px" },
    );
    /** @param {TagOptions} options */
    const warm = ({ mode, lang }) =>
      (window.requestIdleCallback || setTimeout)(() => {
        /** @type {Promise<unknown>[]} */
        const parts = mode === GIFTS ? [loadGifts()] : [load(), textsOf(language(lang))];
        Promise.all(parts).catch(() => {});
      });
    /** @param {unknown} text */
    const complain = (text) => console.error(`Couvert: ${text}`);
    /** @type {HTMLElement[]} */
    const shells = [];
    /** Turbo, htmx and the like exchange the body, or all that is in it, and what we put there goes with it. */
    const stay = new MutationObserver(() => {
      doc.body && stay.observe(doc.body, { childList: true });
      for (const element of shells) {
        if (element.isConnected) continue;
        // An open dialog that left the page is modal no more.
        /** @type {ShadowRoot} */ (element.shadowRoot).querySelector("dialog")?.removeAttribute("open");
        doc.body?.append(element);
      }
    });
    /** A shadow root of our own in a new element at the end of the page.
     * @param {string} name
     * @param {string} css
     * @param {string} [theme] */
    const shell = (name, css, theme) => {
      const element = doc.createElement(name);
      element.style.setProperty("display", "contents", "important");
      doc.body.append(element);
      shells.push(element);
      stay.observe(doc.documentElement, { childList: true });
      stay.observe(doc.body, { childList: true });
      element.setAttribute("theme", theme || "auto");
      const root = element.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(COLOURS + css);
      root.adoptedStyleSheets = [sheet];
      return root;
    };

    class Widget extends HTMLElement {
      static observedAttributes = OPTIONS;
      /** The mounted widget, once it is there.
       * @type {Promise<Mounted | false | void> | undefined} */
      mounted;
      isGift = false;

      connectedCallback() {
        // The host page's rules may hide what they do not know; its content below must not jump when we come.
        this.style.setProperty("display", "block", "important");
        this.style.minHeight ||= this.clientWidth < 720 ? "700px" : "800px";
        this.addEventListener("couvert:failed", (/** @type {any} */ { detail }) => this.complain(detail.reason));
        this.addEventListener("couvert:slot-chosen", () => (this.style.minHeight = ""), { once: true });
        near.observe(this);
      }

      disconnectedCallback() {
        near.unobserve(this);
        // An element that is only moved is back before this runs.
        queueMicrotask(() => this.isConnected || this.stop());
      }

      /** @type {(name: string, before: string | null, after: string | null) => void} */
      attributeChangedCallback(_name, before, after) {
        if (!this.mounted || before === after) return;
        this.stop();
        // Once, however many change.
        queueMicrotask(() => this.start());
      }

      /** What is drawn, and what is handed to it. All of it is asked for at once.
       * @returns {Promise<[{ mount(host: HTMLElement, given: any): Mounted | Promise<Mounted> }, object]>} */
      async load() {
        const options = this.options();
        const snapshot = snapshotOf(options);
        snapshot.catch(() => {});
        const [glue, texts] = await Promise.all([load(), textsOf(options.lang)]);
        return [glue, { ...options, snapshot, texts, textsOf }];
      }

      start() {
        near.unobserve(this);
        this.mounted ||= this.load()
          .then(([glue, given]) => this.isConnected && glue.mount(this, given))
          .catch(() => this.fail());
      }

      stop() {
        const mounted = this.mounted;
        this.mounted = undefined;
        mounted?.then((handle) => handle && handle.unmount());
      }

      /** What the owner of the page can do about it.
       * @param {unknown} reason */
      complain(reason) {
        const { restaurant } = this.options();
        if (reason === "unknown_restaurant") complain(`no restaurant "${restaurant}": the slug is what follows ${origin}/r/`);
        if (reason === "unreachable") complain(`cannot ask ${origin}: is ${location.origin} in allowedOrigins, and ${origin} in connect-src?`);
      }

      options() {
        // What a reload finds again goes by where the widget stands, not by which one came first.
        const inPage = [...doc.querySelectorAll("couvert-widget")].indexOf(this);
        /** @type {Record<string, string | undefined>} */
        const options = { origin, place: inPage < 0 ? "dialog" : String(inPage) };
        for (const name of OPTIONS) options[name] = this.getAttribute(name) || this.dataset[name];
        options.lang = language(options.lang);
        return options;
      }

      fail() {
        this.mounted = undefined;
        if (this.querySelector("a")) return;
        const { restaurant } = this.options();
        const link = doc.createElement("a");
        // The page does not open in a frame of somebody else's.
        link.target = "_blank";
        link.href = `${origin}/r/${restaurant}${this.isGift ? `/${GIFTS}` : ""}`;
        link.textContent = link.href;
        this.append(link);
      }
    }

    class GiftCards extends Widget {
      isGift = true;

      /** @type {Widget["load"]} */
      async load() {
        return [await loadGifts(), this.options()];
      }
    }

    /** A widget with these options: a new one, or this.
     * @param {TagOptions} options
     * @param {HTMLElement} [element] */
    const widget = (options, element = doc.createElement(options.mode === GIFTS ? "couvert-gift-cards" : "couvert-widget")) => {
      for (const name of OPTIONS) element.setAttribute(name, /** @type {string} */ (options[name] || ""));
      return element;
    };

    /** One dialog and one button for each.
     * @param {TagOptions} options */
    const key = ({ restaurant, mode }) => [restaurant, mode].join();
    /** @type {Record<string, HTMLDialogElement & { lastChild: Widget }>} */
    const dialogs = {};
    /** @type {TagOptions} */
    let first = {};
    /** @type {any} */
    let opener;

    /** @param {TagOptions} [options] */
    const open = (options) => {
      options = { ...first, ...options };
      if (!options.restaurant) return;
      const dialog = (dialogs[key(options)] ||= makeDialog(options));
      if (dialog.open) return;
      // Another tag may have opened it with other options.
      widget(options, dialog.lastChild);
      opener = doc.activeElement;
      dialog.showModal();
      dialog.lastChild.start();
    };
    const close = () => Object.values(dialogs).forEach((dialog) => dialog.open && dialog.close());

    /** @param {TagOptions} options */
    const makeDialog = (options) => {
      const root = shell("couvert-dialog", DIALOG, options.theme);
      const dialog = /** @type {HTMLDialogElement & { lastChild: Widget }} */ (doc.createElement("dialog"));
      const button = doc.createElement("button");
      wordsOf(language(options.lang)).then(({ loader }) => {
        dialog.ariaLabel = options.mode === GIFTS ? loader.buy : loader.book;
        button.ariaLabel = loader.close;
      }, complain);
      button.textContent = "×";
      button.onclick = () => dialog.close();
      const inside = widget(options);
      inside.style.minHeight = "min(720px, 80vh)";
      dialog.append(button, inside);
      // The backdrop is the dialog's own; everything inside it lies on a child.
      dialog.onpointerdown = (event) => event.target === dialog && dialog.close();
      dialog.onclose = () => {
        inside.dispatchEvent(new CustomEvent("couvert:closed", { bubbles: true, composed: true }));
        opener?.focus?.();
      };
      root.append(dialog);
      return dialog;
    };

    /** @type {Record<string, boolean>} */
    const buttons = {};
    /** @param {TagOptions} options */
    const makeButton = (options) => {
      // A page that is shown again runs its tags again.
      if (buttons[key(options)]) return;
      buttons[key(options)] = true;
      const button = doc.createElement("button");
      button.onclick = () => open(options);
      button.onpointerenter = () => warm(options);
      wordsOf(language(options.lang)).then(({ loader }) => {
        button.textContent = options.mode === GIFTS ? loader.buy : loader.book;
        shell("couvert-button", BUTTON, options.theme).append(button);
      }, complain);
    };

    /** An async tag may run before what it asks for is there.
     * @param {() => void} act */
    const whenParsed = (act) =>
      doc.readyState === "loading" ? doc.addEventListener("DOMContentLoaded", act) : act();

    const ELEMENTS = "couvert-widget,couvert-gift-cards";

    /** Waits for an element that comes later than the tag, and says so if it never comes.
     * @param {string} selector
     * @param {(found: Element) => void} act */
    const whenThere = (selector, act) => {
      const look = () => {
        const found = doc.querySelector(selector);
        if (found) act(found);
        return found;
      };
      if (look()) return;
      const observer = new MutationObserver(() => look() && observer.disconnect());
      observer.observe(doc.documentElement, { childList: true, subtree: true });
      setTimeout(() => {
        if (doc.querySelector(selector)) return;
        complain(`no element ${selector} yet.`);
      }, 5000);
    };

    const bound = new Set();
    /** @type {(options: TagOptions, script: HTMLElement) => void} */
    const place = (options, script) => {
      if (!options.restaurant) {
        // Pages with elements of ours, or that call couvert.open, need no restaurant here.
        const say = () => doc.querySelector(ELEMENTS) || complain("no data-restaurant, no <couvert-widget>");
        return whenParsed(() => setTimeout(say, 2000));
      }
      const { restaurant, lang, theme, openSelectors, hideButton, target } = options;
      // What a script that opens the dialog need not say.
      if (!first.restaurant) first = { restaurant, lang, theme };
      if (openSelectors === undefined && hideButton === undefined) {
        if (target) return whenParsed(() => whenThere(target, (found) => found.replaceChildren(widget(options))));
        if (script.closest("head")) {
          complain("the tag stands in <head>: set data-target.");
          return whenParsed(() => doc.querySelector(ELEMENTS) || doc.body.append(widget(options)));
        }
        // A page that is shown again from a cache has it already.
        if (script.nextElementSibling?.hasAttribute("data-couvert-placed")) return;
        const placed = widget(options);
        placed.setAttribute("data-couvert-placed", "");
        return script.after(placed);
      }
      const opens = openSelectors + key(options);
      if (bound.has(opens)) return;
      bound.add(opens);
      // On the document, so that elements which come later open it too.
      /** @type {(type: string, act: (event: any) => void) => unknown} */
      const on = (type, act) =>
        openSelectors &&
        doc.addEventListener(type, (event) => /** @type {any} */ (event.target).closest?.(openSelectors) && act(event));
      on("pointerover", () => warm(options));
      on("click", (event) => {
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open(options);
      });
      if (hideButton === undefined) whenParsed(() => makeButton(options));
    };

    // By the time that somebody scrolls to it or asks for it, it is there.
    if (doc.readyState === "complete") warm(given);
    else addEventListener("load", () => warm(given));
    Widget.couvert = { place };
    customElements.define("couvert-widget", Widget);
    customElements.define("couvert-gift-cards", GiftCards);
    /** @type {any} */ (window).couvert = { open, close };
    return Widget;
  }
})();
