/* Security keys (WebAuthn): form[data-key] asks the browser before it is sent, and sends its answer.
   data-key="create"  data-options holds what is to be made
   data-key="get"     data-options is the address to ask what is to be signed */
(function () {
  "use strict";
  if (!window.PublicKeyCredential) return;
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (character) { return character.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function opened(options) {
    var asked = options.publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    ["excludeCredentials", "allowCredentials"].forEach(function (list) {
      (asked[list] || []).forEach(function (each) { each.id = bytes(each.id); });
    });
    return { publicKey: asked };
  }
  function written(made) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (part) {
      if (made.response[part]) response[part] = text(made.response[part]);
    });
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: response, clientExtensionResults: {}
    });
  }
  function options(form) {
    if (form.dataset.key === "create") return Promise.resolve(JSON.parse(form.dataset.options));
    return fetch(form.dataset.options).then(function (answer) { return answer.json(); });
  }
  document.querySelectorAll("form[data-key]").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      options(form).then(opened).then(function (asked) {
        return navigator.credentials[form.dataset.key](asked);
      }).then(function (made) {
        form.elements.credential.value = written(made);
        form.submit();
      }).catch(function () { form.submit(); }); // the server says what to do now
    });
  });
  var without = document.getElementById("no-keys");
  if (without) without.hidden = true;
})();
