// Before anything is drawn: parts that fold only with JavaScript start folded.
document.documentElement.classList.add("js");
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
