// SPDX-License-Identifier: Apache-2.0
// What stands in a bundle for a package that it leaves out (build.mjs).
export {};
