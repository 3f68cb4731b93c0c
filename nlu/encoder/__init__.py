"""The sentence encoder (all-MiniLM-L6-v2, Apache-2.0): one ONNX file, made once, read everywhere."""
