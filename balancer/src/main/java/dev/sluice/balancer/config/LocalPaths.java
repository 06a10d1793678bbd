package dev.sluice.balancer.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files and folders that a configuration refers to; looked at, never opened. */
final class LocalPaths {

  private LocalPaths() {}

  static Format<Path> folder(Path base) {
    return new Format<>(
        "an existing folder, absolute or relative to the folder of this file",
        text -> readableFolder(base, text));
  }

  private static Path readableFolder(Path base, String text) throws InvalidValue {
    Path folder = resolve(base, text);
    if (!Files.exists(folder)) {
      throw new InvalidValue(Text.quote(text) + " does not exist");
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidValue(Text.quote(text) + " is not a folder");
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw new InvalidValue(Text.quote(text) + " may not be read");
    }
    return folder;
  }

  /** A file that is there and may be written, or can be made. */
  static Path writableFile(Path base, String text) throws InvalidValue {
    Path file = resolve(base, text);
    Path parent = file.getParent();
    if (Files.isDirectory(file)) {
      throw new InvalidValue(Text.quote(text) + " is a folder");
    }
    if (parent == null || !Files.isDirectory(parent)) {
      throw new InvalidValue(Text.quote(text) + " is in a folder that does not exist");
    }
    if (!Files.isWritable(Files.exists(file) ? file : parent)) {
      throw new InvalidValue(Text.quote(text) + " may not be written");
    }
    return file;
  }

  /** A path, absolute or relative to a folder, whether or not there is anything. */
  static Path resolve(Path base, String text) throws InvalidValue {
    if (text.isEmpty()) {
      throw new InvalidValue("empty");
    }
    try {
      return base.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new InvalidValue(Text.quote(text) + " is not a path");
    }
  }
}
