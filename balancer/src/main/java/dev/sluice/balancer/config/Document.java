package dev.sluice.balancer.config;

import java.nio.file.Path;

/**
 * What the tables of one file have in common.
 *
 * @param folder the file's, absolute: relative paths in it start there
 */
record Document(Path folder, Environment environment, Problems problems) {}
