const { target, response } = document.body.dataset;
(window.opener || window.parent).postMessage({ type: "authorization_response", response: JSON.parse(response) }, target);
