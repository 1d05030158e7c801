// Nothing is asked of anybody but this server: validatorUrl would send the document away.
SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null
});
