"""Understanding: what a message asks for, about whom, where and when."""
