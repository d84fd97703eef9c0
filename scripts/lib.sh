# Shared by the scripts: where the root is, and how steps are told.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n==> %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Tools that the project installs for itself live outside the checkout and are kept between runs.
ANTEROOM_TOOLS="${ANTEROOM_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/anteroom/tools}"
