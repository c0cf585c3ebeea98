"""What a reading knows and by what it knows it (识读的类型): evidence, decisions."""
