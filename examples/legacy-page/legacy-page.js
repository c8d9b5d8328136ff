// @ts-check
/** A page of another time, as many are in use: globals, no modules, no promises of its own. */

/** @type {string} */
var language = /[?&]lang=zh-CN/.test(location.search) ? 'zh-CN' : 'en';

/**
 * @param {string} key
 * @param {string} [code]
 */
function word(key, code) {
  var words = window.LEGACY_MESSAGES[language] || {};
  return (words[key] || key).replace('{code}', code || '');
}

/** @param {string} id */
function $(id) {
  return /** @type {HTMLInputElement} */ (document.getElementById(id));
}

function translate() {
  document.documentElement.lang = language;
  document.title = word('title');
  var all = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('*'));
  for (var i = 0; i < all.length; i++) {
    var each = /** @type {HTMLInputElement} */ (all[i]);
    if (each.dataset.i18n) each.textContent = word(each.dataset.i18n);
    if (each.dataset.i18nValue) each.value = word(each.dataset.i18nValue);
    if (each.dataset.i18nLabel) each.setAttribute('aria-label', word(each.dataset.i18nLabel));
  }
  var link = /** @type {HTMLAnchorElement} */ (/** @type {unknown} */ ($('language')));
  link.href = language === 'en' ? '?lang=zh-CN' : '?lang=en';
  link.lang = language === 'en' ? 'zh-CN' : 'en';
  link.textContent = language === 'en' ? '中文' : 'English';
}

/** @param {string} text */
function addMessage(text) {
  var line = document.createElement('p');
  line.textContent = text;
  $('recMessage').appendChild(line);
  $('recMessage').scrollTop = $('recMessage').scrollHeight;
}

/** Reads the result at once, as the page always did. The text `'1'` opens the card; the number 1 never comes. */
function checkResult() {
  var verifyResult = AICCSupport.getVerifyResult('RETAIL_PIN').verifyResult;
  $('result').textContent = "'" + verifyResult + "'";
  $('card').textContent = word('card.' + verifyResult);
  $('card').className = verifyResult === '1' ? 'open' : 'shut';
}

/**
 * @param {string} name
 * @param {import('aicc-support').EventData} eventData
 */
function showCall(name, eventData) {
  addMessage(name + ' ' + eventData.callid);
  checkResult();
  // A call that waits is not the one that the agent looks at, and the result is not its.
  var current = AICCSupport.currentContact();
  if (current && current.callid !== eventData.callid) return;
  $('state').textContent = word('state.' + name);
  $('callerNum').textContent = eventData.callerNum || '-';
  $('calledNum').textContent = eventData.calledNum || '-';
  $('callid').textContent = eventData.callid || '-';
}

function dial() {
  $('dialState').textContent = word('dial.asking');
  AICCSupport.clickToOutbound({ mediaType: 'audio', calledNum: $('outboundNum').value }).then(
    function () {
      $('dialState').textContent = word('dial.done');
    },
    /** @param {{ code: string }} error */
    function (error) {
      $('dialState').textContent = word('dial.failed', error.code);
    },
  );
}

translate();
$('state').textContent = word('state.none');
$('check').onclick = checkResult;
$('audioBtn').onclick = dial;

AICCSupport.addHandler('Init', function (eventData) {
  addMessage('Init ' + eventData.workNo);
});
AICCSupport.addHandler('Ringing', function (eventData) {
  showCall('Ringing', eventData);
});
AICCSupport.addHandler('Talking', function (eventData) {
  showCall('Talking', eventData);
});
AICCSupport.addHandler('Release', function (eventData) {
  showCall('Release', eventData);
});
AICCSupport.addHandler('Switch', function (eventData) {
  showCall('Switch', eventData);
});
AICCSupport.addHandler('VerifyResult', function (eventData) {
  addMessage("VerifyResult '" + eventData.verifyResult + "'");
  checkResult();
});
checkResult();
