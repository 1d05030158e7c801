/** A worker. It answers each file with the SHA-256 of its bytes in hexadecimal, or with null if the file can't be read. */
addEventListener('message', async ({ data: file }) => {
  let hex = null;
  try {
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    hex = [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  } catch {
    // It is sent without a question.
  }
  postMessage(hex);
});
