/**
 * @typedef {object} Given
 * @property {boolean} help
 * @property {boolean} stop
 * @property {boolean} test
 * @property {string | undefined} watch the supervisor that a second guard watches over
 * @property {Record<string, string>} environment settings given as options
 * @property {string[]} rest what the tests were asked for
 * @property {string | undefined} problem an option that is not known
 */

const settingOptions = {
  "--host": "COMPOSELAB_HOST",
  "--port": "COMPOSELAB_PORT",
  "--data": "COMPOSELAB_DATA_DIR",
};

/**
 * @param {string[]} list
 * @returns {Given}
 */
export function readArguments(list) {
  const given = { help: false, stop: false, test: false, environment: {}, rest: [] };
  const waiting = [...list];
  if (waiting[0] === "test") {
    waiting.shift();
    given.test = true;
  }
  while (waiting.length > 0) {
    const [option, ...inline] = String(waiting.shift()).split("=");
    const value = () => (inline.length > 0 ? inline.join("=") : waiting.shift());
    if (option === "--help" || option === "-h") given.help = true;
    else if (option === "--stop") given.stop = true;
    else if (option === "--watch") given.watch = value();
    else if (option in settingOptions) given.environment[settingOptions[option]] = value() ?? "";
    else if (given.test) given.rest.push(option);
    else return { ...given, problem: option };
  }
  return given;
}
