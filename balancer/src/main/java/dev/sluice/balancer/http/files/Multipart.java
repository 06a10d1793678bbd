package dev.sluice.balancer.http.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Several parts of a file as one body (RFC 9110, sections 14.6 and 15.3.7.2).
 *
 * @param type the media type of the whole
 */
record Multipart(String type, List<Piece> pieces) {

  /**
   * @param boundary between parts, which the file does not contain
   * @param type of the file
   * @param size of the file in bytes
   */
  static Multipart of(String boundary, String type, ByteRange.Several ranges, long size) {
    List<Piece> pieces = new ArrayList<>();
    String before = "--";
    for (ByteRange.Part part : ranges.parts()) {
      pieces.add(
          text(
              before
                  + boundary
                  + "\r\nContent-Type: "
                  + type
                  + "\r\nContent-Range: "
                  + contentRange(part, size)
                  + "\r\n\r\n"));
      pieces.add(Piece.Slice.of(part));
      before = "\r\n--";
    }
    pieces.add(text("\r\n--" + boundary + "--\r\n"));
    return new Multipart("multipart/byteranges; boundary=" + boundary, List.copyOf(pieces));
  }

  /** The value of {@code Content-Range}. */
  static String contentRange(ByteRange.Part part, long size) {
    return "bytes " + part.first() + "-" + part.last() + "/" + size;
  }

  private static Piece text(String text) {
    return new Piece.Text(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
