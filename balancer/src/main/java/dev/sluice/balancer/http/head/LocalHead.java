package dev.sluice.balancer.http.head;

/** The head of an answer of our own. */
record LocalHead(int status, Fields fields, long length) implements ResponseHead {

  @Override
  public String reason() {
    return "";
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }
}
