// Restaurants' own pages, each with the embed in one of its forms.
import { SLUG, WORKER_URL } from './addresses.mjs';

const embed = (attributes) => `<script src="${WORKER_URL}/embed.js" data-restaurant="${SLUG}" ${attributes} async></script>`;
// Which of two runs first is the page's order then, and not the network's.
const deferred = (attributes) => embed(attributes).replace(' async>', ' defer>');
const SCRIPT = `<script src="${WORKER_URL}/embed.js" async></script>`;
const house = (url) => encodeURIComponent(url.searchParams.get('house'));
const page = (lang, head, body) => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1"><title>Trattoria Aurora</title>
  <link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

// What other people's style sheets do to everything on their page.
const HOSTILE = `<style>
  * { font-size: 31px !important; color: red !important; text-transform: uppercase !important; border-radius: 0 !important; }
  div, section, button, input, label, p { display: none !important; }
  button { background: lime !important; position: absolute !important; }
  couvert-widget { visibility: visible; letter-spacing: 9px; text-align: right; }
  :root { --accent: lime; font: 40px fantasy; line-height: 3; }
</style>`;

const PAGES = {
  '/ready': () => 'ready',
  '/inline': () => page('en', '', `<main><h1>Our house</h1>${embed('')}<p>Below the widget.</p></main>`),
  '/language': (url) => page(url.searchParams.get('lang'), '',
    `<main><h1>Our house</h1>${embed(`data-day="${encodeURIComponent(url.searchParams.get('day') ?? '')}"`)}</main>`),
  // A page whose largest element is text of its own, with and without the tag.
  '/vitals': (url) => page('en', '', `<main><h1>Our house, its kitchen and its people, on a page of their own</h1>
    <p>${'We cook what the morning market has. '.repeat(12)}</p>${url.searchParams.has('tag') ? embed('') : ''}<p>Below the widget.</p></main>`),
  '/inline-german': () => page('de', '', `<main><h1>Unser Haus</h1>${embed('')}</main>`),
  // As the visitor's system has it.
  '/inline-dark': () => page('en', '<style>:root { color-scheme: light dark }</style>', `<main><h1>Our house</h1>${embed('')}</main>`),
  '/dark': () => page('en', '<style>body { background: #111; color: #eee }</style>', `<main><h1>Our house</h1>${embed('data-theme="dark"')}</main>`),
  '/target': () => page('en', '', `${embed('data-target="#here"')}<main><h1>Our house</h1><div id="here"></div></main>`),
  '/dialog': () => page('en', '', `<main><h1>Our house</h1>
    <a id="book" href="${WORKER_URL}/r/${SLUG}">Book a table</a>${embed('data-open-selectors="#book" data-hide-button')}</main>`),
  '/button': () => page('en', '', `<main><h1>Our house</h1></main>${embed('data-open-selectors="#none"')}`),
  '/two': () => page('en', HOSTILE, `<h1>Our house</h1>${embed('data-lang="de"')}
    <couvert-widget restaurant="${SLUG}" lang="en" theme="dark"></couvert-widget>`),
  '/both': () => page('en', '', `<main><h1>Our house</h1><a id="gift" href="${WORKER_URL}/r/${SLUG}/gift-cards">Gift cards</a>
    <a id="book" href="${WORKER_URL}/r/${SLUG}">Book a table</a></main>
    ${deferred('data-mode="gift-cards" data-open-selectors="#gift" data-hide-button')}${deferred('data-open-selectors="#book" data-hide-button')}`),
  // Of another house, in another mode: what is paid, and what is sold, on a page that is not ours.
  '/paying': (url) => page('en', '', `<main><h1>Our house</h1><couvert-widget restaurant="${house(url)}"></couvert-widget>${SCRIPT}</main>`),
  '/gift-cards': (url) => page('en', '', `<main><h1>Our house</h1>
    <script src="${WORKER_URL}/embed.js" data-restaurant="${house(url)}" data-mode="gift-cards" async></script></main>`),
  '/gift-cards-german': (url) => page('de', '<style>body { background: #111 }</style>', `<main>
    <couvert-gift-cards restaurant="${house(url)}" theme="dark"></couvert-gift-cards>${SCRIPT}</main>`),
  '/unknown': () => page('en', '', `<main><h1>Our house</h1>
    <script src="${WORKER_URL}/embed.js" data-restaurant="nowhere-at-all" async></script></main>`),
  '/right-to-left': () => page('en', '', `<main dir="rtl"><h1>Our house</h1>${embed('')}</main>`),
  '/head': () => page('en', embed(''), '<main><h1>Our house</h1></main>'),
  '/nothing-named': () => page('en', '', `<main><h1>Our house</h1>${SCRIPT}</main>`),
  '/late-target': () => page('en', '', `${embed('data-target="#late"')}<main><h1>Our house</h1></main>`),
  '/trusted-types': () => page('en', `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'">`,
    `<main><h1>Our house</h1>${embed('')}</main>`),
  '/csp': () => page('en', `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;
    script-src ${WORKER_URL} 'wasm-unsafe-eval'; connect-src ${WORKER_URL}">`, `<main><h1>Our house</h1>${embed('')}</main>`),
};

export function hostPage(url) {
  return PAGES[url.pathname]?.(url);
}
