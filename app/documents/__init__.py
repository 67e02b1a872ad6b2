"""收文、发文登记: the register of documents that tasks rest on."""
