import { session } from './api.js';
import { h } from './dom.js';
import { begin, signInClient } from './oidc.js';

const USER = '[A-Za-z0-9._:@\\|\\-]{1,128}';

/** Asks the user to sign in, at the issuer if one is configured, otherwise with a token. The page can't be used until then. */
export async function askForToken() {
  if (document.querySelector('.sign-in')) return;
  const dialog = h('dialog', { class: 'card sign-in', 'aria-labelledby': 'sign-in-title', oncancel: event => event.preventDefault() });
  document.body.append(dialog);
  const client = await signInClient().catch(() => null);
  dialog.append(h('h2', { id: 'sign-in-title' }, 'Sign in'), client ? atIssuer(client) : withToken(dialog));
  dialog.showModal();
}

function atIssuer(client) {
  const refusal = h('p', { class: 'wrong', role: 'alert', hidden: true });
  return h('div', {},
    h('p', {}, session.token ? 'Your session has expired. Please sign in again.' : 'This Darkroom has private pictures.'),
    refusal,
    h('div', { class: 'buttons' }, h('button', {
      type: 'button', class: 'button primary',
      onclick: () => begin(client).catch(error => {
        refusal.textContent = `That did not work: ${error.message}`;
        refusal.hidden = false;
      }),
    }, `Continue at ${new URL(client.issuer).host}`)));
}

function withToken(dialog) {
  const input = h('input', { type: 'password', name: 'token', autocomplete: 'off', required: true, spellcheck: false, 'aria-describedby': 'token-help' });
  return h('form', {
    onsubmit: event => {
      event.preventDefault();
      dialog.close();
      dialog.remove();
      session.signIn(input.value.trim().replace(/^Bearer\s+/i, ''));
    },
  },
  h('p', { id: 'token-help' }, session.token
    ? 'Your token is not accepted: it may have expired. Paste a new one from your issuer.'
    : 'This Darkroom has private pictures. Paste an access token (JWT) of the issuer that it trusts; it is kept until you close this tab.'),
  h('label', { class: 'field' }, 'Token', input),
  h('div', { class: 'buttons' }, h('button', { class: 'button primary' }, 'Sign in')));
}

/** The name to upload under, which is asked once and remembered, or null if the user cancels. */
export function askForName({ again = false } = {}) {
  if (session.user && !again) return Promise.resolve(session.user);
  return new Promise(resolve => {
    const input = h('input', {
      type: 'text', name: 'user', autocomplete: 'username', required: true, pattern: USER, value: session.user ?? '', 'aria-describedby': 'name-help',
      title: 'Letters, digits and . _ : @ | - without spaces, 128 at most',
    });
    const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'name-title', onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue || null);
    } },
    h('form', {
      onsubmit: event => {
        event.preventDefault();
        session.user = input.value;
        dialog.close(input.value);
      },
    },
    h('h2', { id: 'name-title' }, 'Whose pictures are these?'),
    h('p', { id: 'name-help' }, 'They are kept under a name, such as alice. This browser remembers it; you can change it any time.'),
    h('label', { class: 'field' }, 'Name', input),
    h('div', { class: 'buttons' },
      h('button', { type: 'button', class: 'text-button', onclick: () => dialog.close('') }, 'Cancel'),
      h('button', { class: 'button primary' }, 'Continue'))));
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}
