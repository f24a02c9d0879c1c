// Starts Swagger UI over our own description. Nothing is fetched from elsewhere: no validator, no fonts.
const box = document.getElementById("swagger-ui");
const chosen = document.documentElement.dataset.theme;
const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark-mode", isDark); // what Swagger UI's own style calls it

SwaggerUIBundle({
  url: box.dataset.schema,
  domNode: box,
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
  requestInterceptor: (request) => {
    if (!request.loadSpec && !["GET", "HEAD"].includes(request.method)) {
      request.headers["X-CSRFToken"] = box.dataset.csrf; // for the session; a token does not need it
    }
    return request;
  },
});
