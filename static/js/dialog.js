/* [data-opens="ID"] opens <dialog id="ID"> as a modal. Closing is <form method="dialog"> or Escape: the browser's own. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  const dialog = document.getElementById(opener.dataset.opens);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
});
