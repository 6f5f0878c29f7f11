# Helpers for docs/tutorial.md. Source this file: . docs/tutorial.sh

# as TOKEN PATH [BODY]: ask the API as somebody; with a body it is a POST.
as() {
  curl -sS -H "Authorization: Bearer $1" -H "Content-Type: application/json" \
    -H "Idempotency-Key: $(date +%s%N)-$RANDOM" "${ROWAN:-http://127.0.0.1:8000}/api/v1/$2" ${3:+--data "$3"}
}

# pick [FIELD...]: show only these fields of an answer; of one alone, what it holds. Dots lead inside.
pick() {
  .venv/bin/python -c '
import functools, json, sys

def inside(found, name):
    return found[int(name)] if isinstance(found, list) else found[name]

answer = json.load(sys.stdin)
shown = {path: functools.reduce(inside, path.split("."), answer) for path in sys.argv[1:]} or answer
one = next(iter(shown.values())) if len(sys.argv) == 2 else shown
print(one if isinstance(one, str) else json.dumps(one, indent=2, ensure_ascii=False))
' "$@"
}
