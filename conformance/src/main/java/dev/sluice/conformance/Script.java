package dev.sluice.conformance;

/** What the client does. */
interface Script {

  void play(Scene scene) throws Exception;
}
