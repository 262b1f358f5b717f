print("mandat")
