// Draws the API reference: what would be inline script elsewhere.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  // Nothing of ours is sent to a checker elsewhere.
  validatorUrl: null,
  // The list of schemas is longer than the routes, and each route shows its own.
  defaultModelsExpandDepth: 0,
});
