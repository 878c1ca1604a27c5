// From the file system a browser may not read the pages that a search finds, so their first words are not shown.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// Paper is white: a page in the dark theme is printed in the light one.
const root = document.documentElement;
let themeOnScreen;
addEventListener("beforeprint", () => {
  themeOnScreen = root.dataset.theme;
  root.dataset.theme = "light";
});
addEventListener("afterprint", () => {
  root.dataset.theme = themeOnScreen;
});

// A formula that is wider than a narrow window can be scrolled, by keyboard too.
addEventListener("load", async () => {
  await document.fonts.ready;
  for (const formula of document.querySelectorAll(".formula")) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  }
});

// A screen reader says what the button of folded imports shows, as it is written there.
addEventListener("DOMContentLoaded", () => {
  for (const summary of document.querySelectorAll("details.hide > summary")) summary.removeAttribute("aria-label");
});
