package dev.sluice.vertx.config.toml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decodes bytes as UTF-8, or says where they are not. */
final class Utf8 {

  private Utf8() {}

  static String decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // A UTF-8 sequence never gives more UTF-16 units than it has bytes.
    CharBuffer out = CharBuffer.allocate(bytes.length);
    boolean invalid =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(in, out, true)
            .isError();
    String text = out.flip().toString();
    if (invalid) {
      String message =
          String.format("byte 0x%02X is not UTF-8; TOML is written in UTF-8", in.get());
      throw new TomlException(List.of(new TomlError(end(text), message)));
    }
    return text;
  }

  private static Position end(String text) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int lastLine = body.lastIndexOf('\n') + 1;
    int line = 1 + (int) body.chars().filter(c -> c == '\n').count();
    return new Position(line, 1 + body.codePointCount(lastLine, body.length()));
  }
}
