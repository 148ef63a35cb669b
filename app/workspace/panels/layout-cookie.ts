export const layoutCookie = "workspace";
