/* Asks for the token of a service that needs one; the service then gives a cookie, so it asks once. */
import { $ } from "../base.js";
import { sentence } from "../notices.js";
import { onLocked, post } from "../service.js";

let waiting = null;
/* Resolves once the token has been accepted. Requests that need it share one dialog. */
function signIn() {
  waiting ??= new Promise((resolve) => {
    const dialog = $("sign-in");
    $("sign-in-form").onsubmit = async (event) => {
      event.preventDefault();
      const token = $("token");
      try {
        await post("session", { token: token.value });
        token.value = "";
        complainHere(null);
        waiting = null;
        dialog.close();
        resolve();
      } catch (error) {
        complainHere(error);
        token.select();
      }
    };
    dialog.showModal();
    $("token").focus();
  });
  return waiting;
}
function complainHere(error) {
  $("sign-in-problem").textContent = error ? sentence(error) : "";
  $("sign-in-problem").hidden = !error;
}
export function setUpSignIn() {
  /* Without the token there is nothing to do in the page. */
  $("sign-in").addEventListener("cancel", (event) => event.preventDefault());
  $("sign-in").addEventListener("close", () => waiting && $("sign-in").showModal());
  onLocked(signIn);
}
