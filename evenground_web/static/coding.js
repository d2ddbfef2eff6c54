// Words that somebody selects in a voice go into the form, with the place where they stand.
const words = document.getElementById("words");
const field = document.getElementById("id_words");
const at = document.getElementById("id_at");

if (words && field && at) {
  const take = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return;
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const chosen = range.toString();
    const space = chosen.length - chosen.trimStart().length;
    at.value = Array.from(before.toString() + chosen.slice(0, space)).length; // as Python counts
    field.value = chosen.trim();
  };
  document.addEventListener("selectionchange", take);
  take(); // what was selected before this was here
  field.addEventListener("input", () => { at.value = ""; });
}
