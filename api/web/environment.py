"""The templates of the pages: strict, escaped, our own and those of GOV.UK Frontend."""

from jinja2 import Environment, PackageLoader, StrictUndefined

ENVIRONMENT = Environment(loader=PackageLoader("api.web"), autoescape=True, undefined=StrictUndefined)
