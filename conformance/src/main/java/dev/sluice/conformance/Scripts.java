package dev.sluice.conformance;

/** What clients usually do. */
final class Scripts {

  private Scripts() {}

  /** Sends it all on a new connection and reads an answer to the method it begins with. */
  static Script sends(String bytes) {
    return scene -> {
      Client client = scene.connect();
      client.send(bytes);
      client.answer(bytes.strip().split(" ")[0]);
    };
  }

  /** Sends it all and reads so many answers, none of them to HEAD. */
  static Script pipelines(int answers, String bytes) {
    return scene -> {
      Client client = scene.connect();
      client.send(bytes);
      for (int i = 0; i < answers; i++) {
        client.answer("GET");
      }
    };
  }
}
