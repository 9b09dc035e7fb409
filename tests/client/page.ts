// What a page written in TypeScript says to the widget: it compiles by /embed.d.ts, and what is wrong does not.
/// <reference path="embed.d.ts" />

export function listen(): void {
  document.addEventListener('couvert:booked', ({ detail }) => {
    const party: number = detail.attendees;
    console.log(detail.day.toUpperCase(), detail.minutes + party);
    // @ts-expect-error: nothing personal is told.
    console.log(detail.email);
  });
  document.querySelector('couvert-widget')?.addEventListener('couvert:failed', ({ detail }) => {
    // @ts-expect-error: there is no such reason.
    if (detail.reason === 'rain') console.log(detail.reason);
  });
  window.couvert?.open({ restaurant: 'trattoria-aurora', attendees: 4, theme: 'dark' });
  // @ts-expect-error: there is no such theme.
  window.couvert?.open({ theme: 'pink' });
  window.couvert?.close();
}
