/**
 * What Pulumi keeps beside each resource to find its provider: text that loads our own package by name in the provider process.
 * It is in every state ever written, so it never changes; new code acts at once on old state.
 */
export const marketAppProvider = 'exports.handler = () => require("pulumi-rainbond/host").marketApp;';

/** The same for `App`. */
export const appProvider = 'exports.handler = () => require("pulumi-rainbond/host").app;';
