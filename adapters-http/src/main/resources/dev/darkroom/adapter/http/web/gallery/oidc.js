/**
 * The authorization code flow with PKCE (RFC 7636) of a public client, for the issuer that the service names. It requires HTTPS or
 * localhost.
 */
import { call } from './api.js';
import { isReturn } from './query.js';

const PENDING = 'darkroom.oidc';

const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

function base64Url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The issuer and the client, `{issuer, client_id}`, or null if none is configured. */
export const signInClient = async () => (await call('GET', './', { headers: { Accept: 'application/json' } })).sign_in ?? null;

async function discover(issuer) {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`The issuer ${issuer} responded with ${response.status}.`);
  return response.json();
}

const returnAddress = () => location.origin + location.pathname;

/** Goes to the page of the issuer, which redirects back to this page. `finish` then restores the view. */
export async function begin({ issuer, client_id }) {
  const { authorization_endpoint, token_endpoint } = await discover(issuer);
  const state = random();
  const verifier = random();
  const challenge = base64Url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  sessionStorage.setItem(PENDING, JSON.stringify({ state, verifier, token_endpoint, client_id, search: location.search }));
  const address = new URL(authorization_endpoint);
  for (const [name, value] of Object.entries({
    response_type: 'code', client_id, redirect_uri: returnAddress(), scope: 'openid', state, code_challenge: challenge, code_challenge_method: 'S256',
  })) address.searchParams.set(name, value);
  location.assign(address);
}

/**
 * Exchanges the code in the URL, if there is one, for a token.
 *
 * @returns the token, or null
 */
export async function finish() {
  const parameters = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null');
  if (!pending || !isReturn(location.search)) return null;
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', location.pathname + pending.search);
  // Another user's response would sign the user in under that account.
  if (parameters.get('state') !== pending.state) throw new Error('The response does not belong to this sign-in.');
  if (!parameters.has('code')) throw new Error(parameters.get('error_description') ?? parameters.get('error') ?? 'The issuer sent no code.');
  const response = await fetch(pending.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', code: parameters.get('code'), redirect_uri: returnAddress(), client_id: pending.client_id, code_verifier: pending.verifier,
    }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error_description ?? answer.error ?? `The issuer responded with ${response.status}.`);
  return answer.access_token;
}
