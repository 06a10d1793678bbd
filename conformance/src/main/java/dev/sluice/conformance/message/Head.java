package dev.sluice.conformance.message;

import java.util.List;

/** The head of a message. */
public record Head(String start, List<Field> fields) {

  private static final String[] NONE = {"", "", ""};

  private String part(int i) {
    String[] parts = start.split(" ", 3);
    return parts.length == NONE.length ? parts[i] : "";
  }

  /** Of a request. */
  public String method() {
    return part(0);
  }

  /** Of a request. */
  public String target() {
    return part(1);
  }

  /** Of a response. */
  public int status() {
    return Integer.parseInt(part(1));
  }

  /** Whether it is a response that another one follows. */
  public boolean interim() {
    return status() < 200 && status() != 101;
  }

  /** The values of all lines of a field. */
  public List<String> values(String name) {
    return Field.values(fields, name);
  }

  /** The members of a field that is a list, in lower case. */
  public List<String> members(String name) {
    return Field.members(fields, name);
  }

  /** Whether it is a message of HTTP/1.1. */
  public boolean current() {
    return start.startsWith("HTTP/1.1 ") || start.endsWith(" HTTP/1.1");
  }

  /** Whether its sender wants to go on with the connection. */
  public boolean keepAlive() {
    return current()
        ? !members("connection").contains("close")
        : members("connection").contains("keep-alive");
  }
}
