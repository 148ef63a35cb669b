/** On the site's request to itself for the page that says that there is none: the address that was asked for. */
export const missingHeader = "composelab-missing";
