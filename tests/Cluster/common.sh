# What the scripts of this folder share: the tool, a small model and rows to score. They are sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# The tool, and a folder for everything that a script makes.
cmem=${CMEM:-$root/artifacts/cmem/cmem}
[ -x "$cmem" ] || { echo "There is no '$cmem': run './build.sh build', or name the tool with CMEM." >&2; exit 1; }

# A classifier that takes a second to train and a moment to score with.
train_model() {
    "$cmem" train classify --data "$root/examples/data/support-train.tsv" --model "$1" --effort fast --threads 1 > /dev/null 2>&1
}

# Short rows with an id: a JSON object a line, of which each is another text.
make_rows() {
    awk -v rows="$1" -F'\t' '
        { text = $2; gsub(/["\\]/, " ", text); n = split(text, words, " "); text = ""
          for (i = 1; i <= n && i <= 8; i++) text = text words[i] " "
          texts[count++] = text }
        END { for (i = 0; i < rows; i++) printf "{\"id\":%d,\"text\":\"%s%d\"}\n", i, texts[i % count], i % 1000 }
    ' "$root/examples/data/support-train.tsv"
}
