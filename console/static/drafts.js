/* Drafts that are kept in this tab, and forms that are sent once. Loaded before console.js. */
"use strict";

(() => {
  const body = document.body;
  const page = body.dataset.page;
  const DRAFT = "waymark:draft:";
  const SENDING = "waymark:sending";

  /* ---- drafts: in this tab only, gone when it closes or on signing out ---- */

  function draftKey(form, field) {
    return `${DRAFT}${body.dataset.case || page}:${form.dataset.draft}:${field.name}`;
  }

  function draftFields(form) {
    return [...form.querySelectorAll("textarea, select")];
  }

  function keepDrafts(form) {
    for (const field of draftFields(form)) {
      const kept = sessionStorage.getItem(draftKey(form, field));
      if (kept && !field.value) field.value = kept;
      field.addEventListener("input", () => saveDraft(form, field));
      if (field.value) saveDraft(form, field);
      countLetters(form, field);
    }
    form.addEventListener("submit", () => {
      const keys = draftFields(form).map((field) => draftKey(form, field));
      sessionStorage.setItem(SENDING, JSON.stringify(keys));
    });
  }

  function saveDraft(form, field) {
    const key = draftKey(form, field);
    if (field.value) sessionStorage.setItem(key, field.value);
    else sessionStorage.removeItem(key);
    countLetters(form, field);
  }

  function countLetters(form, field) {
    const counter = form.querySelector("[data-counter]");
    const limit = Number(field.dataset.limit);
    if (!counter || !limit) return;
    const length = lettersIn(field);
    counter.textContent = length > limit * 0.8 ? `${length} of ${limit} characters` : "";
    counter.classList.toggle("field-problem", length > limit);
  }

  function lettersIn(field) {
    return [...field.value.trim()].length;
  }

  /* What was being sent arrived: only then is the draft let go. */
  function settleDrafts() {
    const sending = sessionStorage.getItem(SENDING);
    sessionStorage.removeItem(SENDING);
    if (!sending || !body.dataset.done) return;
    for (const key of JSON.parse(sending)) sessionStorage.removeItem(key);
  }

  function forgetDrafts() {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("waymark:")) sessionStorage.removeItem(key);
    }
  }

  /* ---- forms: one press, one send ---- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-sign-out]")) forgetDrafts();
    if (!form.matches("[data-once], [data-take-next]")) return;
    const tooLong = [...form.querySelectorAll("[data-limit]")].some(
      (field) => lettersIn(field) > Number(field.dataset.limit),
    );
    if (form.dataset.sent || tooLong) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });

  /* Back to a page from the browser's memory: let the forms be used again. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  settleDrafts();
  for (const form of document.querySelectorAll("form[data-draft]")) keepDrafts(form);
  window.waymarkKeepDrafts = keepDrafts;
})();
