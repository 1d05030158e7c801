const dark = matchMedia("(prefers-color-scheme: dark)");
const followDevice = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followDevice);
followDevice();

/** A path is a link within a button, which screen readers can't reach. The button also changes the address. */
const PathsAreTexts = ({ React }) => ({ components: { DeepLink: ({ text }) => React.createElement("span", null, text) } });

const docs = document.getElementById("docs");

/** Roles, names and levels of headings that Swagger UI does not set, and a role and an id that it sets twice. */
const ATTRIBUTES = {
  "#servers": { "aria-label": "Server" },
  ".information-container": { role: "region", "aria-label": "About this API" },
  ".scheme-container": { role: "region", "aria-label": "Server and authorization" },
  "h3.opblock-tag": { "aria-level": "2" },
  ".models h4": { "aria-level": "2" },
  ".opblock h4": { "aria-level": "3" },
  ".opblock h5": { "aria-level": "4" },
  ".opblock textarea, .parameters select": { "aria-label": "Value" },
  ".responses-table": { "role": null },
  ".examples-select-element": { "aria-label": "Example" },
  "label[id$=_requests_select]": { "id": null }
};
new MutationObserver(() => Object.entries(ATTRIBUTES).forEach(([selector, attributes]) =>
  docs.querySelectorAll(selector).forEach(element =>
    Object.entries(attributes).forEach(([name, value]) =>
      value === null ? element.removeAttribute(name) : element.setAttribute(name, value)))
)).observe(docs, { childList: true, subtree: true });

// validatorUrl is disabled, because it would send the document to another server.
SwaggerUIBundle({
  url: "openapi.yaml",
  domNode: docs,
  deepLinking: true,
  displayRequestDuration: true,
  plugins: [PathsAreTexts],
  validatorUrl: null
});
